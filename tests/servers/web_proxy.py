"""A web proxy that only tunnels (RFC 9110, 9.3.6), with or without a login; ``proxy.asked`` has the targets."""

import base64
import socket
import threading

from servers.accepting import Accepting


class WebProxy(Accepting):
    """A context object: listens on a free port of the loopback while the block runs."""

    def __init__(self, login: str = "", refuse: str = "") -> None:
        """``login``: ``user:password`` that is asked for; ``refuse``: the status line for everybody."""
        super().__init__()
        self.asked: list[str] = []
        self._wanted = f"Basic {base64.b64encode(login.encode()).decode()}" if login else ""
        self._refuse = refuse
        self.place = f"127.0.0.1:{self.port}"

    def _serve(self, client: socket.socket) -> None:
        with client:
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(4096)
                if not head[:1].isalpha():
                    client.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
                    return
            first, *lines = head.decode().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            self.asked.append(first.split(" ")[1])
            refusal = self._refuse
            if self._wanted and headers.get("proxy-authorization") != self._wanted:
                refusal = "407 Proxy Authentication Required"
            if refusal:
                client.sendall(f"HTTP/1.1 {refusal}\r\nContent-Length: 0\r\n\r\n".encode())
                return
            host, _, port = self.asked[-1].partition(":")
            with socket.create_connection((host, int(port))) as server:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = threading.Thread(target=_copy, args=(server, client), daemon=True)
                back.start()
                _copy(client, server)
                back.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass
