package clock

func Run() {}
