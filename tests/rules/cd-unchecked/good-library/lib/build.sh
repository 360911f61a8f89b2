build() {
  cd images
  docker build -t hive .
  docker push hive
}
