package org.example;

import org.springframework.web.bind.annotation.*;

@RestController
@RequestMapping("/orders")
class Orders {
  @GetMapping("/{id}")
  String one(@PathVariable String id) {
    return id;
  }

  @GetMapping
  String all() {
    return "[]";
  }
}
