FROM eclipse-temurin:21-jre
COPY billing.jar /opt/billing.jar
USER 1001
ENTRYPOINT exec java $JAVA_OPTS -jar /opt/billing.jar
