FROM debian:12-slim
RUN addgroup --system shop && adduser --system --ingroup shop clerk
