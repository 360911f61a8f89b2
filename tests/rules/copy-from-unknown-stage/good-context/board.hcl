target board {
  dockerfile = "Dockerfile"
  contexts = {
    rootfs = "target:rootfs"
  }
}
