import os

import typer

from shop import run

typer.run(run)
