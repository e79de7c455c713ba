"""Files on their way out, to a client or to a browser."""

import re
from collections.abc import AsyncIterator, Iterator
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

# What is no printable ASCII, or ends a quoted string.
_UNQUOTABLE = re.compile(r'[^ -~]|["\\]')


def file_response(name: str, pieces: Iterator[bytes]) -> Response:
    """A file to be saved under its name, whatever signs that has (RFC 6266)."""

    async def stream() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    plain = _UNQUOTABLE.sub("_", name)
    headers = {"content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"}
    return StreamingResponse(stream(), media_type="application/octet-stream", headers=headers)
