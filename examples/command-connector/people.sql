-- The database of people.py: sqlite3 people.db < people.sql
create table object (anchor text primary key, key text not null unique, dn text not null, type text not null, attributes text not null);
create table change (number integer primary key autoincrement, anchor text not null, dn text not null);
create table password (anchor text primary key, salt blob not null, hash text not null);
