"""The engine's process: MiniStack with its corrections, on the port of `GATEWAY_PORT`."""

from __future__ import annotations

from ministack import app

from local import corrections

if __name__ == "__main__":
    corrections.apply()
    app.main()
