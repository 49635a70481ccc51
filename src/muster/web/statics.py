"""Our own style, script and pictures, served from memory; never anything a visitor or a member of staff brought."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware

if TYPE_CHECKING:
    from whitenoise.responders import StaticFile


class Statics(WhiteNoiseMiddleware):  # type: ignore[misc]  # it brings no types
    """WhiteNoise, answering in one piece: an asynchronous server cannot stream a file without holding it all."""

    @staticmethod
    def serve(static_file: "StaticFile", request: HttpRequest) -> HttpResponse:
        """Answer with the whole file; ours are a few kilobytes each."""
        found = static_file.get_response(request.method, request.META)
        content = b""
        if found.file is not None:
            with found.file as file:
                content = file.read()
        answer = HttpResponse(content, status=int(found.status))
        del answer["content-type"]
        for key, value in found.headers:
            answer[key] = value
        if content:
            answer["Content-Length"] = str(len(content))  # the file may be newer than this process
        return answer
