target runtime {
  dockerfile = "board/Dockerfile"
  target = "runtime"
}

target board {
  dockerfile = "board/Dockerfile.board"
  contexts = {
    runtime = "target:runtime",
    tools = "docker-image://alpine:3.22"
  }
}
