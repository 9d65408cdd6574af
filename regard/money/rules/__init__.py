"""Amounts of money: which currencies there are, reading what people type, writing it for a reader."""

from regard.money.rules.amounts import Money, read_amount, read_money, read_rate
from regard.money.rules.currencies import Currency, currencies, currency_name, format_money
from regard.money.rules.rates import GivenRate, RatesRefusedError, read_rates

__all__ = [
    "Currency", "GivenRate", "Money", "RatesRefusedError", "currencies", "currency_name", "format_money", "read_amount",
    "read_money", "read_rate", "read_rates",
]  # fmt: skip
