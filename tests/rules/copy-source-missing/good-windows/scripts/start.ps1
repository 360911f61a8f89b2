Write-Output "up"
