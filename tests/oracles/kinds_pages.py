"""Kind E: the page tree's nodes, their order, counts and keys."""

import random
import re

from tests.oracles.sources import page
from tests.oracles.victims import EVIL, FORGED, dictionaries, objects_of, page_numbers, victim
from tests.oracles.writing import updated

KEYS = (
    *(b"/Rotate 90", b"/Rotate 180", b"/Rotate 0", b"/MediaBox [0 0 100 100]", b"/UserUnit 2"),
    *(
        b"/CropBox [0 0 120 120]",
        b"/CropBox [0 0 200 200]",
        b"/Resources << >>",
        b"/Contents 4 0 R",
    ),
    *(b"/Annots []", b"/Type /Page", b"/Type /Foo", b"/Parent 9 0 R", b"/Parent null", b"/Foo 1"),
    *(b"/Kids []", b"/Count -1", b"/Tabs /S", b"/Group << /S /Transparency >>"),
)
SOURCES = ("pages", "pages", "packed", "plain", "visible", "annotated")


def page_tree(rng: random.Random) -> tuple[str, bytes]:
    """A node of the page tree redefined, or put between others."""
    name, data = victim(rng, SOURCES)
    found = dictionaries(data)
    nodes = {
        number: value
        for number, value in found.items()
        if b"/Kids" in value and b"/FT" not in value
    }
    number = rng.choice(sorted(nodes))
    value = nodes[number]
    how = rng.choice(("same", "count", "kids", "key", "key", "between", "drop", "page", "other"))
    objects = {number: value}
    match how:
        case "count":
            count = rng.choice(
                (b"0", b"1", b"2", b"3", b"4", b"99", b"-3", b"1.0", b"true", b"null")
            )
            objects[number] = re.sub(rb"/Count \d+", b"/Count " + count, value)
        case "kids":
            objects[number] = _other_kids(rng, value, page_numbers(data))
        case "key":
            objects[number] = value[:-2] + rng.choice(KEYS) + b" >>"
        case "between":
            objects |= _between(rng, number, value)
        case "drop":
            key = rng.choice((b"Type", b"Count", b"Parent", b"Kids", b"Rotate"))
            objects[number] = re.sub(rb"/%s (/\w+|\d+ 0 R|\d+|\[[^\]]*\])" % key, b"", value)
        case "page":
            changed = rng.choice(page_numbers(data))
            objects[changed] = found[changed][:-2] + rng.choice(KEYS) + b" >>"
        case "other":
            objects |= {FORGED: EVIL, FORGED + 1: page(number, FORGED)}
            kids = rng.choice((b"/Kids [%d 0 R ", b"/Kids [ %d 0 R 3 0 R] /Foo ["))
            objects[number] = value.replace(b"/Kids [", kids % (FORGED + 1), 1)
        case _:
            objects |= {each: objects_of(data)[each] for each in rng.sample(sorted(found), 2)}
    return f"{name}: {how} {number}", updated(data, objects)


def _other_kids(rng: random.Random, value: bytes, pages: list[int]) -> bytes:
    found = re.search(rb"/Kids \[([^\]]*)\]", value)
    kids = re.findall(rb"\d+ 0 R", found[1]) if found else []
    match rng.randrange(6):
        case 0:
            kids.reverse()
        case 1:
            kids = kids[:-1]
        case 2:
            kids += kids[:1]
        case 3:
            kids.append(b"%d 0 R" % rng.choice(pages))
        case 4:
            kids.append(rng.choice((b"null", b"999 0 R", b"2 0 R", b"<< /Type /Page >>", b"0 0 R")))
        case _:
            kids = [b"%d 0 R" % each for each in pages]
    return re.sub(rb"/Kids \[[^\]]*\]", b"/Kids [%s]" % b" ".join(kids), value)


def _between(rng: random.Random, number: int, value: bytes) -> dict[int, bytes]:
    """A new node between the node and its first child, which the child does not know of."""
    found = re.search(rb"/Kids \[\s*(\d+ 0 R)", value)
    if found is None:
        return {}
    node = b"<< /Type /Pages /Parent %d 0 R /Kids [%s] /Count %d %s >>" % (
        number,
        found[1],
        rng.choice((1, 1, 2, 0)),
        rng.choice((*KEYS[:7], b"")),
    )
    grown = value[: found.start(1)] + b"%d 0 R" % FORGED + value[found.end(1) :]
    return {number: grown, FORGED: node}
