"""Whether two pictures show the same, whatever recipes are inside."""

import re
from pathlib import Path

SAME_PIXELS = "the picture is the same to the pixel"
SAME_DRAWING = "the drawing is the same"
BY_EYE = "its drawing is not the one made again: compare them by eye"

PDF_SUBJECT = re.compile(rb"/Subject \(((?:[^\\()]|\\.)*)\)", re.DOTALL)
SVG_DESCRIPTION = re.compile(r"<dc:description>(.*?)</dc:description>", re.DOTALL)
IDS = re.compile(rb"\[id [0-9a-f]{12}\]")
PDF_PLACES = re.compile(rb"\d{10} \d{5} [fn]|startxref\s+\d+")
"""What says where in the file an object begins, which a longer recipe moves."""


def tell_picture(path: Path, again: Path) -> list[str]:
    """Tell how a picture differs from the same made again; of other files nothing.

    Parameters
    ----------
    path, again : Path
        The picture, and the one made again.

    Returns
    -------
    list of str
        One text per difference, `SAME_PIXELS` or `SAME_DRAWING` when there is none.
    """
    ending = path.suffix.lower()
    if ending == ".png" and again.is_file():
        return [_tell_pixels(path, again)]
    if ending in (".svg", ".pdf") and again.is_file():
        first, second = (_drawing(one.read_bytes(), ending) for one in (path, again))
        return [SAME_DRAWING if first == second else BY_EYE]
    return []


def _tell_pixels(path: Path, again: Path) -> str:
    import numpy as np
    from PIL import Image

    try:
        with Image.open(path) as first, Image.open(again) as second:
            sizes = [f"{one.size[0]} x {one.size[1]}" for one in (first, second)]
            if sizes[0] != sizes[1]:
                return f"the picture has {sizes[0]} pixels, now {sizes[1]}"
            pair = [np.asarray(one.convert("RGBA")) for one in (first, second)]
    except (OSError, ValueError, SyntaxError) as error:
        return f"the picture cannot be read to its end: {error}"
    share = float((pair[0] != pair[1]).any(axis=2).mean())
    return f"{share:.2%} of the pixels differ: compare it by eye with one made again" if share else SAME_PIXELS


def _drawing(data: bytes, ending: str) -> bytes:
    """Return a drawing without its recipe and the id in its title."""
    if ending == ".svg":
        data = SVG_DESCRIPTION.sub("", data.decode("utf-8", "replace")).encode()
    else:
        data = PDF_PLACES.sub(b"", PDF_SUBJECT.sub(b"", data))
    return IDS.sub(b"", data)
