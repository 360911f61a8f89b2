export SETTINGS=config/settings.py
