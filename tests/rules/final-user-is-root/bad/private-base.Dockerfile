FROM registry.example.com/team/base:3
CMD ["/bin/true"]
