#pragma once

/// Options of programs that fetch addresses, which take the next word as their value: what is no address then. Words
/// between spaces (curl's and wget's manual pages). They are not `inline`: under UBSan the address of such a variable
/// is no constant, which lists of words are made from.
namespace seaworthy::shell {

constexpr char curl_options_with_value[] =
    " -A -b -c -C -d -D -e -E -F -h -H -K -m -o -P -Q -r -t -T -u -U -w -x -X -y -Y -z --output --header --data "
    "--data-raw --data-binary --data-urlencode --json --request --user --user-agent --proxy --proxy-user --max-time "
    "--connect-timeout --connect-to --retry --retry-delay --retry-max-time --cacert --cert --cert-type --key --capath "
    "--config --referer --cookie --cookie-jar --output-dir --resolve --interface --write-out --limit-rate --range "
    "--form --noproxy --proto --ciphers --tls-max --max-redirs --max-filesize --dns-servers --proto-redir "
    "--create-file-mode --stderr --upload-file --oauth2-bearer --unix-socket --abstract-unix-socket --keepalive-time "
    "--speed-limit --speed-time --pinnedpubkey --url ";
constexpr char wget_options_with_value[] =
    " -a -A -B -D -e -G -i -I -l -O -o -P -Q -R -t -T -U -w -X -Y --output-document --output-file --directory-prefix "
    "--header --tries --timeout --connect-timeout --read-timeout --dns-timeout --user-agent --user --password "
    "--post-data --post-file --body-data --method --referer --waitretry --wait --limit-rate --ca-certificate "
    "--ca-directory --certificate --private-key ";

}  // namespace seaworthy::shell
