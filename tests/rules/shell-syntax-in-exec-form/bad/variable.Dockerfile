FROM eclipse-temurin:21-jre
ENV JAR=/srv/app.jar
ENTRYPOINT ["java", "-jar", "${JAR}"]
