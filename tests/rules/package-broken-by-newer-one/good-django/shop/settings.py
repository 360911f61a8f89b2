from environs import Env

env = Env()
USE_TZ = True
