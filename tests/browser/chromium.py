"""A page in a headless Chromium, over its DevTools protocol: Debian's browser, and no library beside the one that is here anyway."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

STARTING = 60.0
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--remote-debugging-port=0")


@dataclass
class Tab:
    """One tab: what it was told, what it asked for, and what it complained about."""

    socket: aiohttp.ClientWebSocketResponse
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    _last: int = 0
    _answers: dict[int, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    _loaded: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self) -> None:
        """Read what the browser says until it ends."""
        async for message in self.socket:
            said = message.json()
            if "id" in said:
                self._answers.pop(said["id"]).set_result(said)
            elif said["method"] == "Network.requestWillBeSent":
                self.requests.append(said["params"]["request"]["url"])
            elif said["method"] == "Page.loadEventFired":
                self._loaded.set()
            elif said["method"] in ("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled"):
                self.complaints.append(str(said["params"]))

    async def do(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of a command."""
        self._last += 1
        answer = self._answers[self._last] = asyncio.get_running_loop().create_future()
        await self.socket.send_json({"id": self._last, "method": method, "params": params})
        said = await asyncio.wait_for(answer, STARTING)
        assert "error" not in said, said
        return dict(said["result"])

    async def open(self, url: str, *, width: int, height: int, scale: float, is_dark: bool) -> None:
        """Show a page at a size, on a light or a dark screen."""
        self.requests.clear()
        self.complaints.clear()
        self._loaded.clear()
        is_phone = width < 600
        await self.do("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=is_phone)
        features = [{"name": "prefers-color-scheme", "value": "dark" if is_dark else "light"}]
        await self.do("Emulation.setEmulatedMedia", features=features)
        await self.do("Page.navigate", url=url)
        await asyncio.wait_for(self._loaded.wait(), STARTING)

    async def value(self, expression: str) -> Any:
        """What an expression gives in the page, whatever its policy on scripts."""
        return (await self.do("Runtime.evaluate", expression=expression, returnByValue=True))["result"].get("value")

    async def picture(self, path: Path, height: int) -> None:
        """The first so many pixels of the page, or all of it, as WebP or PNG by the file's name."""
        whole = await self.value(
            "[document.documentElement.clientWidth, Math.ceil(document.documentElement.getBoundingClientRect().height)]"
        )
        clip = {"x": 0, "y": 0, "width": whole[0], "height": min(whole[1], height), "scale": 1}
        form: dict[str, Any] = {"format": "png"} if path.suffix == ".png" else {"format": "webp", "quality": 72}
        found = await self.do("Page.captureScreenshot", clip=clip, captureBeyondViewport=True, **form)
        await asyncio.to_thread(path.write_bytes, base64.b64decode(found["data"]))


@contextlib.asynccontextmanager
async def tab(chromium: str) -> AsyncIterator[Tab]:
    """A tab of a browser of its own, which has been nowhere and remembers nothing."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            chromium, *FLAGS, f"--user-data-dir={profile}", "about:blank",
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            port = await asyncio.wait_for(_port(Path(profile) / "DevToolsActivePort"), STARTING)
            async with aiohttp.ClientSession() as client:
                async with client.get(f"http://127.0.0.1:{port}/json/list") as answer:
                    address = next(one["webSocketDebuggerUrl"] for one in await answer.json() if one["type"] == "page")
                async with client.ws_connect(address, max_msg_size=0) as socket:
                    found = Tab(socket)
                    listening = asyncio.create_task(found.listen())
                    for domain in ("Page", "Runtime", "Network", "Log"):
                        await found.do(f"{domain}.enable")
                    yield found
                    listening.cancel()
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _port(file: Path) -> int:
    while True:
        with contextlib.suppress(FileNotFoundError, IndexError, ValueError):
            return int((await asyncio.to_thread(file.read_text)).splitlines()[0])
        await asyncio.sleep(0.05)
