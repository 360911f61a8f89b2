port ENV.fetch("PORT", 3000)
pidfile ENV.fetch("PIDFILE") { "tmp/pids/server.pid" }
