"""Made-up products as two shops list them: other words, often the same number, and variants that differ in a letter."""

import random

BRANDS = [
    "Aldor",
    "Brixen",
    "Calvo",
    "Dunmore",
    "Elster",
    "Fjord",
    "Gantry",
    "Halden",
    "Ivory",
    "Juno",
    "Kestrel",
    "Lumen",
    "Marlow",
    "Norden",
    "Orbis",
    "Pella",
]
KINDS = {
    "digital camera": ["zoom", "lcd", "compact", "slim", "optical", "megapixel", "shot"],
    "washer": ["front", "load", "efficient", "stackable", "cycles", "steam", "quiet"],
    "receiver": ["theater", "channel", "surround", "hdmi", "dolby", "am", "fm"],
    "wall mount": ["panel", "tilting", "full", "motion", "universal", "steel", "low"],
    "headphones": ["noise", "canceling", "ear", "wireless", "mobile", "over", "closed"],
    "printer": ["inkjet", "laser", "color", "wireless", "photo", "duplex", "office"],
}
COLOURS = ["black", "white", "silver", "red", "blue"]


def products(*, count: int, seed: int = 1) -> tuple[dict[str, list[str]], list[int]]:
    """Columns of both lists together, and which product each row is: about so many, most of them in both lists."""
    chance = random.Random(seed)
    rows: list[tuple[int, dict[str, str]]] = []
    product = 0
    while product < count:
        brand, kind = chance.choice(BRANDS), chance.choice(list(KINDS))
        model = "".join(chance.choices("ABCDEFGHKLMNPRSTVWX", k=3)) + str(chance.randint(100, 9999))
        price = round(chance.uniform(20, 1500), 2)
        colours = chance.sample(COLOURS, chance.choice([1, 1, 2]))
        for colour in colours:
            number = model + (colour[0].upper() if len(colours) > 1 else "")
            rows.append((product, _in_one_shop(chance, brand, kind, number, colour)))
            if chance.random() < 0.95:
                rows.append((product, _in_the_other(chance, brand, kind, number, price)))
            product += 1
    chance.shuffle(rows)
    texts = {column: [row[column] for _product, row in rows] for column in rows[0][1]}
    return texts, [product for product, _row in rows]


def _in_one_shop(chance: random.Random, brand: str, kind: str, number: str, colour: str) -> dict[str, str]:
    words = " ".join(chance.sample(KINDS[kind], 3))
    return {
        "name": f"{brand} {words} {kind.title()} - {number}",
        "description": f"{brand} {kind} {number} / {words} / {colour} finish",
        "price": "",
    }


def _in_the_other(chance: random.Random, brand: str, kind: str, number: str, price: float) -> dict[str, str]:
    shown = number if chance.random() < 0.8 else f"{number[:3]}-{number[3:]}"
    return {
        "name": f"{brand} {shown} {' '.join(chance.sample(KINDS[kind], 2))} {kind}",
        "description": " ".join(chance.sample(KINDS[kind], 4)) if chance.random() < 0.6 else "",
        "price": f"${price}" if chance.random() < 0.5 else "",
    }
