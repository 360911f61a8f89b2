apply() {
  kubectl create configmap bees --dry-run=client -o yaml | kubectl apply -f -
}
