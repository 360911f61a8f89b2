FROM tests-runner
