<?php
class DebugController
{
    public function index(string $what)
    {
        if (getenv('APP_ENV') === 'production') {
            http_response_code(404);
            return;
        }
        $this->$what();
    }

    private function info()
    {
        phpinfo();
    }
}
