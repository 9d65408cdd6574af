"""Why a server cannot be reached or trusted, in a sentence."""

import socket
import ssl


def of_network(cause: BaseException | None, host: str, server: str) -> str:
    """Why a server cannot be reached or trusted; '' for other reasons."""
    if isinstance(cause, socket.gaierror):
        return f"There is no server called {host}, or names cannot be looked up just now."
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"{server} shows a certificate that cannot be trusted ({cause.verify_message})."
    if isinstance(cause, ssl.SSLError):
        return f"{server} does not speak TLS as expected; perhaps another port or STARTTLS is meant."
    if isinstance(cause, TimeoutError):
        return f"{server} does not answer."
    if isinstance(cause, ConnectionRefusedError):
        return f"{server} cannot be reached: nothing listens there."
    return ""
