<?php
echo "pages";
