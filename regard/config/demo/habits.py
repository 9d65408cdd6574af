"""How customers and colleagues behave: when people write, how soon they are answered, and how conversations go."""

from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from regard.config.demo.customers import Customer

#: Letters a day, Monday first.
A_DAY = (4.2, 3.6, 3.3, 3.3, 2.6, 0.5, 0.4)
#: How conversations go, and how often of a hundred.
PLOTS = {"plain": 50, "thanks": 20, "more": 15, "again": 4, "holding": 3, "slow": 3, "ignored": 3, "noted": 2}
#: Working minutes to an answer: log-normal with this median and spread; nine of ten come within about 140 minutes.
MEDIAN_MINUTES, SPREAD = 45.0, 0.86


def minutes_to_answer(rng: Random, customer: Customer, *, is_slow: bool) -> float:
    """Working minutes until a letter is answered; those in a hurry are answered sooner."""
    if is_slow:
        return rng.uniform(300, 900)
    minutes = rng.lognormvariate(0, SPREAD) * MEDIAN_MINUTES
    return min(max(minutes * (0.45 if customer.is_priority else 1), 4), 400)


def some_time(day: datetime, customer: Customer, rng: Random) -> datetime:
    """A time on a day. Most write in the morning or after lunch, some in the evening, by their own clock."""
    kind, place = rng.random(), rng.random()
    hour = 7.5 + 4.5 * place if kind < 0.5 else 12.5 + 4.5 * place if kind < 0.88 else 17 + 6 * place
    midnight = datetime.combine(day.astimezone(ZoneInfo(customer.zone)).date(), time(), tzinfo=ZoneInfo(customer.zone))
    return (midnight + timedelta(hours=hour)).astimezone(day.tzinfo)


def awake(at: datetime, customer: Customer) -> datetime:
    """The same time, or the next morning when it is night where the customer lives, or the weekend."""
    local = at.astimezone(ZoneInfo(customer.zone))
    while not 7 <= local.hour < 20 or local.weekday() > 4:
        local = (local + timedelta(hours=1)).replace(minute=local.minute)
    return local.astimezone(at.tzinfo)
