include(base.m4)
FROM OS_NAME:OS_VERSION
INSTALL_ALL(runtime)
