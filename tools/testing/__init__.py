"""Loaded by pytest before Django's settings: tests get a data folder of their own and no settings from outside."""

import atexit
import os
import shutil
import tempfile

_DATABASE_URL = os.environ.get("REGARD_DATABASE_URL", "")
for _name in [name for name in os.environ if name.startswith("REGARD_")]:
    del os.environ[_name]
_folder = tempfile.mkdtemp(prefix="regard-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "tools.testing.settings",
    "REGARD_DATA": _folder,
    "REGARD_SECRET_KEY": "for tests only",
    "REGARD_HTTP_LISTEN": "",
    "REGARD_SMTP_LISTEN": "",
}
if _DATABASE_URL:
    os.environ["REGARD_DATABASE_URL"] = _DATABASE_URL
