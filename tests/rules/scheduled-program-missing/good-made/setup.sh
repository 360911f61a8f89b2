#!/bin/sh
set -e
mkdir -p jobs
cat > jobs/save.sh <<END
#!/bin/sh
date
END
