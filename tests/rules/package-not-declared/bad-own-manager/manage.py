import typer

shop = typer.Typer()
shop()
