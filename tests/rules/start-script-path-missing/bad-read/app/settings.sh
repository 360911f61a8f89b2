MODE=quiet
