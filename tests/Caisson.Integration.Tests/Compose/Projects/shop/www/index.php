<?php
$db = new mysqli('db', 'app', getenv('PASSWORD'), 'app');
$db->query('CREATE TABLE IF NOT EXISTS notes (id INT AUTO_INCREMENT PRIMARY KEY, text VARCHAR(200))');
if (isset($_POST['text'])) {
    $insert = $db->prepare('INSERT INTO notes (text) VALUES (?)');
    $insert->bind_param('s', $_POST['text']);
    $insert->execute();
}
foreach ($db->query('SELECT text FROM notes ORDER BY id') as $row) {
    echo 'note: ', $row['text'], "\n";
}
$redis = fsockopen('redis', 6379);
fwrite($redis, "INCR visits\r\n");
echo 'visits: ', substr(trim(fgets($redis)), 1), "\n";
echo 'served by: ', gethostname(), "\n";
