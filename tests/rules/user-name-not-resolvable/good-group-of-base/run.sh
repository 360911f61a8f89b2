echo heron
