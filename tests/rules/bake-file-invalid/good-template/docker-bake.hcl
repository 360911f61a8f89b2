{% for name in names %}
target "{{ name }}" {
  tag = ["x"]
}
{% endfor %}
