"""Files on their way out, to a client or to a browser."""

from collections.abc import AsyncIterator, Iterator
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse


def file_response(name: str, pieces: Iterator[bytes]) -> Response:
    """A file to be saved under its name, whatever signs that has (RFC 6266)."""

    async def stream() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    plain = name.encode("ascii", "replace").decode().translate({ord(sign): "_" for sign in '"\\\r\n?'})
    headers = {"content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"}
    return StreamingResponse(stream(), media_type="application/octet-stream", headers=headers)
