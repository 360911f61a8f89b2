tools-image:
	@docker build -t tools -f ./tools/Dockerfile .
