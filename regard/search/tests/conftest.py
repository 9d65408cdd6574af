from collections.abc import Callable

import pytest

from tools.testing.search_jobs import run_search_jobs


@pytest.fixture
def catch_up(db: None) -> Callable[[], int]:
    """Run the jobs that keep the index in step; how many there were."""
    return run_search_jobs
