"""Pictures: text recognised by rapidocr (PaddleOCR's models, which come in its wheel; nothing is fetched)."""

from __future__ import annotations

import importlib.util
import io
import operator
import statistics
import struct
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import TiaoliError
from ingest.read.ocr_lines import page_of
from ingest.read.pdf_page import Page
from ingest.read.pdf_write import write
from ingest.read.reading import Reading

if TYPE_CHECKING:
    from PIL.Image import Image
    from rapidocr import RapidOCR
    from rapidocr.utils.output import RapidOCROutput

# A0 at 200 dots an inch; and the frames of a fax.
_MOST_PIXELS, _MOST_FRAMES = 64_000_000, 500
_LONGEST = 2_400
# Below the first a line is noise; below the second it is counted as doubtful.
_NOISE, _DOUBTFUL = 0.3, 0.8
_MODELS = {"Det": "*_det_*.onnx", "Rec": "*_rec_*.onnx"}


def read_picture(data: bytes) -> Reading:
    """The text on a picture, on every frame of a TIFF.

    Raises TiaoliError: needs_ocr (recognition is not installed), damaged_file, too_large, empty_file (no text on it).
    """
    pages, scores = [], []
    for frame in _frames(data):
        page, lines = recognise(frame)
        pages.append(page)
        scores += lines
    builder = write(pages)
    if not builder.text:
        raise TiaoliError("empty_file", "图片上没有认出文字 / no text was found on the picture", "请核对文件 / check the file")
    grids = tuple(builder.grids)
    return Reading(builder.text, "image", grids=grids, machine_read=True, warnings=tuple(warnings_of(scores)))


def recognise(picture: Image) -> tuple[Page, list[float]]:
    """Lines and ruled tables on a picture of one page, and how sure each line is (0 to 1). Raises TiaoliError: needs_ocr."""
    engine = _engine(_models())
    import numpy

    if max(picture.size) > _LONGEST:
        picture = picture.copy()
        picture.thumbnail((_LONGEST, _LONGEST))
    dots = numpy.ascontiguousarray(numpy.asarray(picture.convert("RGB"))[:, :, ::-1])
    found = engine(dots)
    if found.boxes is not None and _is_turned(found):
        turned = [numpy.ascontiguousarray(numpy.rot90(dots, quarters)) for quarters in (1, 2, 3)]
        found, dots = max([(found, dots), *((engine(each), each) for each in turned)], key=lambda pair: _mean(pair[0]))
    if found.boxes is None:
        return page_of((), (), dots), []
    return page_of(found.boxes, found.txts, dots), [float(score) for score in found.scores]


def _is_turned(found: RapidOCROutput) -> bool:
    """Whether a sheet seems to lie on its side or upside down: lines that stand upright, or make little sense."""
    upright = sum(abs(box[1][0] - box[0][0]) < abs(box[3][1] - box[0][1]) for box in found.boxes)
    return 2 * upright > len(found.boxes) or _mean(found) < _DOUBTFUL


def _mean(found: RapidOCROutput) -> float:
    """How sure the recognition is of its text, by the character."""
    if found.boxes is None:
        return 0.0
    weights = [len(text) for text in found.txts]
    return sum(map(operator.mul, found.scores, weights)) / max(sum(weights), 1)


def warnings_of(scores: Sequence[float]) -> list[str]:
    """What to tell the reader of text that a machine has read."""
    if not scores:
        return []
    mean, doubtful = statistics.mean(scores), sum(score < _DOUBTFUL for score in scores)
    return [
        f"文字由机器识别自图片，引用前请核对原件（平均置信度 {mean:.2f}，{len(scores)} 行中 {doubtful} 行低于 {_DOUBTFUL}）"
        f" / text recognised by machine: check quotes against the original (mean confidence {mean:.2f},"
        f" {doubtful} of {len(scores)} lines under {_DOUBTFUL})"
    ]


def _models() -> tuple[str, ...]:
    """The model files in the wheel of rapidocr, as its settings."""
    spec = importlib.util.find_spec("rapidocr")
    folder = Path(spec.origin).parent / "models" if spec and spec.origin else None
    found = {part: sorted(folder.glob(name)) for part, name in _MODELS.items()} if folder else {}
    if not found or not all(found.values()):
        raise TiaoliError(
            "needs_ocr",
            "识别图片中的文字需要安装 rapidocr / reading text from pictures needs rapidocr",
            "安装：pip install 'tiaoli[ocr]' / install it: pip install 'tiaoli[ocr]'",
        )
    return tuple(f"{part}.model_path={paths[0]}" for part, paths in found.items())


@cache
def _engine(models: tuple[str, ...]) -> RapidOCR:
    """With the paths of its models given rapidocr looks for nothing on the network.

    Its check for lines upside down is left out: it takes 90日 for 日06. Whole sheets are turned instead.
    """
    from rapidocr import RapidOCR

    paths = dict(setting.split("=", 1) for setting in models)
    settings = {"Global.log_level": "critical", "Global.text_score": _NOISE, "Global.use_cls": False}
    return RapidOCR(params=paths | settings)


def _frames(data: bytes) -> Iterator[Image]:
    """The frames of a picture file one after the other, upright as its camera says."""
    from PIL import Image, ImageOps

    try:
        with _silence():
            picture = Image.open(io.BytesIO(data))
            frames = getattr(picture, "n_frames", 1)
        if frames > _MOST_FRAMES:
            raise _too_large(f"{frames} 幅 / {frames} frames")
        for number in range(frames):
            with _silence():
                picture.seek(number)
                if picture.width * picture.height > _MOST_PIXELS:
                    raise _too_large(f"{picture.width} × {picture.height}")
                frame = ImageOps.exif_transpose(picture).convert("RGB")
            yield frame
    except Image.DecompressionBombError as error:
        raise _too_large("") from error
    except (OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, ArithmeticError, struct.error) as error:
        raise TiaoliError(
            "damaged_file",
            "图片已损坏，无法读取 / the picture is damaged and cannot be read",
            "请重新扫描或重新导出 / scan or export it again",
        ) from error


@contextmanager
def _silence() -> Iterator[None]:
    """Pillow warns of sizes and of broken tags; sizes are checked here, and what it cannot decode it raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _too_large(size: str) -> TiaoliError:
    return TiaoliError(
        "too_large",
        f"图片太大 {size}，上限 {_MOST_PIXELS} 像素、{_MOST_FRAMES} 幅"
        f" / the picture is too large; at most {_MOST_PIXELS} pixels and {_MOST_FRAMES} frames are read",
        "请降低分辨率或分成几个文件 / lower its resolution or split the file",
    )
