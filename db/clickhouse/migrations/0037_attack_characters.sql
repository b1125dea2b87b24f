-- What only attacks write, read as the server decodes it, twice for those who encode twice: paths out of the root, scripts, SQL,
-- templates and commands. Each alternative wants what follows in an attack and not in a search for the same words.
CREATE OR REPLACE FUNCTION vigie_is_attack AS (path, query_string) ->
    match(
        replaceAll(decodeURLComponent(decodeURLComponent(concat(path, '?', query_string))), '+', ' '),
        '(?i)(\\.\\./\\.\\./|\\x00|<script|<(img|svg|body|iframe)[^>]{1,80}\\bon[a-z]{3,12}\\s*=|javascript:[a-z]+\\(|union(\\s|/\\*.{0,20}\\*/)+(all\\s+|distinct\\s+)?select\\b|\\b(and|or)\\s+\\(*[\\x22\\x27]?\\d+[\\x22\\x27]?\\s*(=|<|>|like\\s+[\\x22\\x27\\d]|in\\s*\\()|[\\x22\\x27]\\)*\\s*(or|and)\\s+\\(*[\\x22\\x27\\d]|[\\x22\\x27]\\)*\\s*(--|;\\s*(select|drop|insert|update|delete|declare|waitfor)\\b)|\\b(extractvalue|updatexml|randomblob|load_file|group_concat|benchmark|pg_sleep|sleep)\\s*\\(|\\bchr?(ar)?\\(\\d+\\)|waitfor\\s+delay|information_schema|sysdatabases|xp_cmdshell|utl_inaddr|dbms_pipe|into\\s+outfile|order\\s+by\\s+\\d+\\s*(--|#)|\\$\\{jndi|\\{\\{\\s*\\d+\\s*\\*|\\$\\{\\d+\\*|/etc/passwd|win\\.ini|(php|expect|gopher|dict)://|/proc/self/|cmd\\.exe|(;|\\||`|\\$\\()\\s*(cat|ls|id|wget|curl|ping|nc|whoami|sleep)(\\s|$|;|\\)))'
    );
