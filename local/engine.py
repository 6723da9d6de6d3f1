"""The engine's process: MiniStack with its corrections, on the port of `GATEWAY_PORT`; it keeps what it holds."""

from __future__ import annotations

from ministack import app

from local import corrections, keeping

if __name__ == "__main__":
    corrections.apply()
    keeping.keep_while_it_runs()
    app.main()
