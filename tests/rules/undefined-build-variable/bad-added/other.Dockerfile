FROM registry.example.com/team/base:3
WORKDIR $HARBOUR
