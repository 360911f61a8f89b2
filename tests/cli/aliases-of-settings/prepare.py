import pathlib

# Thirty lines that stand for a billion values, in configurations that the services read.
lines = ["x0: &x0 [{host: db}, {host: db}]"]
for level in range(1, 30):
    lines.append(f"x{level}: &x{level} [*x{level - 1}, *x{level - 1}]")
bomb = "\n".join(lines) + "\n"

files = {
    "compose.yaml": """services:
  prometheus:
    image: prom/prometheus:v3.4.1
    volumes: ["./prometheus.yml:/etc/prometheus/prometheus.yml:ro"]
  alertmanager:
    image: prom/alertmanager:v0.28.1
    volumes: ["./alertmanager.yml:/etc/alertmanager/alertmanager.yml:ro"]
  traefik:
    image: traefik:v3.4
    volumes: ["./traefik.yml:/etc/traefik/traefik.yml:ro"]
""",
    "prometheus.yml": bomb + "scrape_configs: *x29\n",
    "alertmanager.yml": bomb + "route: {receiver: a, routes: *x29}\nreceivers: [{name: a}]\n",
    "traefik.yml": bomb + "entryPoints: {web: {address: ':80'}}\nproviders: *x29\n",
    ".gitlab-ci.yml": bomb + "build: {script: *x29}\n",
}
for name, text in files.items():
    pathlib.Path(name).write_text(text)
