#!/bin/sh
touch .env
printf "#!/bin/sh\n" > made.sh
