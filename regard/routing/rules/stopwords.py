"""Words that carry no subject, in English and German; umlauts written out, as `topics.folded` leaves them."""

ENGLISH = """
about above across actually after afternoon again against ago all almost already also although always and another any anybody
anyone anything appreciate aren around ask asked asking away back because been before behind being below best better between
both bring but call called came can cannot cause cheers come could couldn day days dear did didn does doesn doing don done down
during each either else enough etc even evening ever every everyone everything everywhere far feel few find fine first following for
forward found from further gave get getting give given goes going gone good got great had happen happened happy hardly has
hasn have haven having hear hello help hence her here hers hey him his hope how however idea immediately instead into isn its
itself just keep kind kindly knew know known last later least let letting like likely little long look looked looking lot
lots made make making many may maybe mean might mine more morning most much must myself nearly need needed needs neither never
new next nice none nor not note nothing now off often once one ones only onto other others our ours out over own per perhaps
please possible put quite rather really regarding regards reply right said same saw say says see seem seems seen send sent
several shall she should shouldn show since sincerely some somebody someone something soon sorry sort still stuff such sure
take taken taking team tell than thank thanks that the their them then there therefore these they thing things think this
those though thought through till time times today together told tomorrow tonight too took towards tried truly try trying
under unless until upon use used using usually very via wait waiting want wanted wants was wasn way week weeks well went were
weren what when where whether which while who whole whom whose why will wish with within without won wondering work working
would wouldn write wrote year years yes yesterday yet you your yours yourself
"""

GERMAN = """
abend aber ach acht alle allem allen aller allerdings alles als also ander andere anderem anderen anderer anderes anfrage
antwort auch auf aus ausser bald bei beide beiden beim bekommen bereits besten bin bis bisher bist bitte bitten brauche
brauchen bzw dabei dadurch dafuer dagegen daher dahin damals damit danach daneben dank danke dann daran darauf daraus darf
darum darunter das dass davon davor dazu dein deine dem den denen denn dennoch der deren derzeit des deshalb dessen desto die
dies diese diesem diesen dieser dieses doch dort drei durch duerfen eben ebenfalls ebenso eigentlich ein eine einem einen
einer eines einfach einige einigen einmal erst erste ersten etwa etwas euch euer eure falls fast fragen freue freuen
freundlich freundliche freundlichen frage frueher fuer gab gar geben gegen gegeben geehrte geehrter gehen geht gemacht genau
gern gerne gestern gibt ging gleich gruss gruesse gruessen gut gute guten guter habe haben hallo hat hatte hatten haette
haetten hause heute hier hiermit hilfe hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres immer ins ist jahr jahre
jede jedem jeden jeder jedes jedoch jemand jene jetzt kam kann kannst kein keine keinem keinen keiner klar koennen koennt
koennte koennten kommen kommt konnte konnten kurz lange lassen leider liebe lieber liegt los machen macht mal man mehr mein
meine meinem meinen meiner meldung melden mich mir mit mittag moechte moechten moeglich morgen muessen muesste muss musste
nach nachdem nachricht nein neu neue neuen nicht nichts nie niemand noch nun nur oben ob obwohl oder oft ohne paar rueckmeldung
sagen sagt schon schoen schoene schoenen sehen sehr seid sein seine seinem seinen seiner seit sich sicher sie siehe sind sobald
sofort sogar solche soll sollen sollte sollten somit sondern sonst soweit sowie statt stunde stunden tag tage tagen team trotz
trotzdem tun ueber ueberhaupt uhr umso und uns unser unsere unserem unseren unserer unter viel viele vielen vielleicht vielmals
voellig vom von vor vorab voraus vorher waehrend waere waeren wann war waren warten warum was weg wegen weil weit weiter weitere
weiteren welche welchem welchen welcher welches wenig wenn wer werde werden wie wieder wieso will wir wird wirklich wissen
wobei woche wochen wohl wollen wollte wollten worden wuerde wuerden wurde wurden zeit zudem zum zunaechst zur zurueck zwar zwei
zwischen
"""

STOPWORDS = frozenset(ENGLISH.split()) | frozenset(GERMAN.split())
