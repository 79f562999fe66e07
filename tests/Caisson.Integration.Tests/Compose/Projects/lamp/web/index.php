<?php
$db = new mysqli('db', 'app', getenv('PASSWORD'), 'app');
$db->query('CREATE TABLE IF NOT EXISTS guests (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(200))');
if (isset($_POST['name'])) {
    $insert = $db->prepare('INSERT INTO guests (name) VALUES (?)');
    $insert->bind_param('s', $_POST['name']);
    $insert->execute();
}
foreach ($db->query('SELECT name FROM guests ORDER BY id') as $row) {
    echo 'guest: ', $row['name'], "\n";
}
