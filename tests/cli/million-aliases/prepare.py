def write(name, lines):
    with open(name, "w") as file:
        file.write("\n".join(lines) + "\n")


# Each level names the one before ten times: a billion values from a small file.
levels = ["x-a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]"]
for level in range(1, 10):
    levels.append(f"x-a{level}: &a{level} [" + ", ".join([f"*a{level - 1}"] * 10) + "]")
write("compose.yaml", levels + ["services:", "  web:", "    image: nginx:1.27", "    command: *a9"])
write("compose.flat.yaml", ["x-a: &a {b: c}", "services:", "  web:", "    image: nginx:1.27", "x-list:"] + ["  - *a"] * 400_000)
write("compose.merge.yaml", ["x-a0: &a0 {k: v}"] + [f"x-a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}, *a{n - 1}]}}" for n in range(1, 30)] +
      ["services:", "  web:", "    <<: *a29", "    image: nginx:1.27"])
