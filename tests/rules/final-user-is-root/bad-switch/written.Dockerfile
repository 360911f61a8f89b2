FROM debian:13-slim
RUN printf '#!/bin/sh\nexec setpriv --reuid=ferry "$@"\n' > /begin && chmod +x /begin
USER root
ENTRYPOINT ["/begin"]
