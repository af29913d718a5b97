"""Datasette's own search over an archive: questions come as JSON lines, milliseconds of processor go out as a list."""

import asyncio
import json
import sys
import time
from urllib.parse import urlencode

from datasette.app import Datasette


async def main(database: str) -> None:
    datasette = Datasette([database], settings={"sql_time_limit_ms": 20_000})
    await datasette.invoke_startup()
    name = database.rsplit("/", 1)[-1].removesuffix(".db")
    took = []
    for line in sys.stdin:
        question = urlencode({"_size": 20, **json.loads(line)})
        began = time.process_time()
        answer = await datasette.client.get(f"/{name}/article.json?{question}")
        took.append((time.process_time() - began) * 1000)
        answer.raise_for_status()
    print(json.dumps(took))


asyncio.run(main(sys.argv[1]))
