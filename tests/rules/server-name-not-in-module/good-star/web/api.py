from web.factory import *
