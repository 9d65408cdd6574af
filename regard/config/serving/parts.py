"""The parts of the running program."""

import asyncio
import signal
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connections
from gunicorn.app.base import BaseApplication

from regard.config.schedule import TIMETABLE
from regard.config.serving.supervisor import Part
from regard.jobs.worker import Worker
from regard.mail import listener
from regard.mail.imap.fleet import Fleet

Ready = Callable[[], None]


def all_parts() -> list[Part]:
    """What `regard serve` runs."""
    parts = [Part(name="worker", run=run_worker) for _ in range(settings.WORKER_PROCESSES)]
    if settings.HTTP_LISTEN:
        parts.append(Part(name="web", run=run_web))
    if settings.SMTP_LISTEN or settings.LMTP_LISTEN:
        parts.append(Part(name="mail in", run=run_mail_in))
    parts.append(Part(name="imap", run=run_imap))
    return parts


def close_connections() -> None:
    """A database connection must not be shared by forked processes."""
    connections.close_all()


def run_worker(ready: Ready) -> None:
    """Background work and the timetable."""
    worker = Worker(threads=settings.WORKER_THREADS, timetable=TIMETABLE)
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    ready()
    worker.run()


def run_mail_in(ready: Ready) -> None:
    """SMTP and LMTP."""

    async def serve() -> None:
        stopping = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
        await listener.serve(stopping=stopping, on_ready=ready)

    asyncio.run(serve())


def run_imap(ready: Ready) -> None:
    """Mailboxes on other servers; runs without any too, so that a new one needs no restart."""
    fleet = Fleet()
    signal.signal(signal.SIGTERM, lambda *_: fleet.stop())
    ready()
    fleet.run()


def run_web(ready: Ready) -> None:
    """Pages, by gunicorn with a few processes of a few threads."""
    _Gunicorn(ready).run()  # type: ignore[no-untyped-call]


class _Gunicorn(BaseApplication):
    def __init__(self, ready: Ready) -> None:
        self._ready = ready
        super().__init__()  # type: ignore[no-untyped-call]

    def load_config(self) -> None:
        host, port = settings.HTTP_LISTEN or ("127.0.0.1", 0)
        options: dict[str, Any] = {
            "bind": f"{host}:{port}",
            "worker_class": "gthread",
            "workers": settings.WEB_PROCESSES,
            "threads": settings.WEB_THREADS,
            "accesslog": None,
            "loglevel": "warning",
            "preload_app": True,
            "when_ready": lambda _server: self._ready(),
            "control_socket_disable": True,
        }
        for name, value in options.items():
            self.cfg.set(name, value)  # type: ignore[union-attr]

    def load(self) -> Any:
        from regard.config.wsgi import application  # noqa: PLC0415  loads every view; only the web part needs them

        return application
